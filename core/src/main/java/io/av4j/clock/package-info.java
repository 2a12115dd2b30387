/** Time for live media: the injected clock and the pacer. */
@NullMarked
package io.av4j.clock;

import org.jspecify.annotations.NullMarked;
