/** The jobs as programs over JavaCV. */
@NullMarked
package io.av4j.benchmarks.versus.javacv;

import org.jspecify.annotations.NullMarked;
