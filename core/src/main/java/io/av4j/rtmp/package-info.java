/**
 * RTMP in plain Java: no byte of a server reaches native code.
 *
 * <p>After Adobe's <i>Real Time Messaging Protocol specification 1.0</i>, <i>AMF 0</i> and
 * Veovera's <i>Enhanced RTMP</i>. What is read is bounded before it is stored: depth, number and
 * size of AMF values, sizes of messages, number of chunk streams.
 */
@NullMarked
package io.av4j.rtmp;

import org.jspecify.annotations.NullMarked;
