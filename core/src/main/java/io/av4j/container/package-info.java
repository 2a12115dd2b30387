/** Files and streams: reading, demuxing, muxing and writing. */
@NullMarked
package io.av4j.container;

import org.jspecify.annotations.NullMarked;
