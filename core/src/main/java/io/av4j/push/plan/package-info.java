/**
 * What a push is to do: plain values, equal when equal, that can be kept, sent and run elsewhere.
 */
@NullMarked
package io.av4j.push.plan;

import org.jspecify.annotations.NullMarked;
