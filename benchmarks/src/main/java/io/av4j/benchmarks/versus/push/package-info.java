/** Many live pushes at once, measured while they run. */
@NullMarked
package io.av4j.benchmarks.versus.push;

import org.jspecify.annotations.NullMarked;
