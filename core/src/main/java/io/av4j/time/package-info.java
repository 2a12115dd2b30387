/** Exact media time: fractions, and positions counted in them. Plain Java, without native code. */
@NullMarked
package io.av4j.time;

import org.jspecify.annotations.NullMarked;
