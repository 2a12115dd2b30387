/** Pushes to a server that fails, and how long they take to have it served again. */
@NullMarked
package io.av4j.benchmarks.recovery;

import org.jspecify.annotations.NullMarked;
