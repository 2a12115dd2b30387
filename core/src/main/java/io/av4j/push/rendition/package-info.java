/** One rendition at work: its encoder, the streams it makes, and the publishers they go to. */
@NullMarked
package io.av4j.push.rendition;

import org.jspecify.annotations.NullMarked;
