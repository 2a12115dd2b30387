/** FFmpeg's log as SLF4J, and the redaction of secrets. */
@NullMarked
package io.av4j.log;

import org.jspecify.annotations.NullMarked;
