/** The parts of the fleet of live pushes. */
@NullMarked
package io.av4j.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
