/**
 * Threads and bounded queues between stages, and two pipelines made of them: {@link
 * io.av4j.pipeline.Transcode} and {@link io.av4j.pipeline.Ladder}.
 */
@NullMarked
package io.av4j.pipeline;

import org.jspecify.annotations.NullMarked;
