/** Typed Java over FFmpeg: errors, capabilities and cancelling. */
@NullMarked
package io.av4j;

import org.jspecify.annotations.NullMarked;
