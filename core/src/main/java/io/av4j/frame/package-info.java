/** Decoded pictures and sound, and the formats that describe them. */
@NullMarked
package io.av4j.frame;

import org.jspecify.annotations.NullMarked;
