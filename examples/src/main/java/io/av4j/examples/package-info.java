/** One program for each task. */
@NullMarked
package io.av4j.examples;

import org.jspecify.annotations.NullMarked;
