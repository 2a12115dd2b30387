package io.av4j.push.status;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A rendition at one moment. Immutable.
 *
 * @param name of the rendition
 * @param encoder FFmpeg's name, or null where the source's streams are sent as they are
 * @param framesEncoded frames given to the encoder
 * @param framesDropped frames left out because the encoder did not keep up
 * @param targetBitsPerSecond what the encoder is set to now; absent where nothing is encoded
 * @param failed whether its encoder failed; the others go on
 */
public record RenditionSnapshot(
    String name,
    @Nullable String encoder,
    long framesEncoded,
    long framesDropped,
    OptionalLong targetBitsPerSecond,
    boolean failed) {}
