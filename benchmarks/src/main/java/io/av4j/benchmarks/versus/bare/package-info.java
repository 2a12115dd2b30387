/** The jobs as programs over bare calls of the presets, on one thread. */
@NullMarked
package io.av4j.benchmarks.versus.bare;

import org.jspecify.annotations.NullMarked;
