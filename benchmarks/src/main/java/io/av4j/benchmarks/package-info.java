/**
 * Measurements of the library.
 *
 * <h2>Benchmarks</h2>
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar} runs the JMH suite in some ten minutes;
 * {@link io.av4j.benchmarks.Main} tells how to run less of it. It needs nothing but the jar: its
 * clips are made by the library from {@link io.av4j.benchmarks.TestPictures painted pictures}, the
 * same in every run.
 *
 * <p>What moves media is scored in frames, or packets, a second of wall time, and codecs may use
 * all cores; what happens several times a frame is scored in nanoseconds a call, beside the same
 * native call by hand where there is one. The last column is Java heap allocated for each, by all
 * threads of the JVM; an encoder that makes 20 frames a second is charged with what the JVM itself
 * allocates meanwhile. An encoder that does not open on the machine is listed as {@code not
 * available}, with FFmpeg's own words.
 *
 * <p>Speed alone says little of encoders: {@link io.av4j.benchmarks.EncoderQuality} puts the bit
 * rate that each really spends, PSNR and SSIM beside it.
 */
@NullMarked
package io.av4j.benchmarks;

import org.jspecify.annotations.NullMarked;
