/** The same jobs by av4j, the ffmpeg program, JavaCV and bare calls, side by side. */
@NullMarked
package io.av4j.benchmarks.versus;

import org.jspecify.annotations.NullMarked;
