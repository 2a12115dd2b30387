/** Packets, decoders, encoders and their settings. */
@NullMarked
package io.av4j.codec;

import org.jspecify.annotations.NullMarked;
