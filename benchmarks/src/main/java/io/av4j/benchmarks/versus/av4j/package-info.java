/** The jobs as programs over av4j. */
@NullMarked
package io.av4j.benchmarks.versus.av4j;

import org.jspecify.annotations.NullMarked;
