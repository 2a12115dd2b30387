/**
 * One place that a rendition goes to: what waits for it, the thread that brings it there, and what
 * is done when it is lost.
 */
@NullMarked
package io.av4j.push.destination;

import org.jspecify.annotations.NullMarked;
