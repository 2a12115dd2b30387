/** What a push is doing and what happened to it: immutable snapshots and typed events. */
@NullMarked
package io.av4j.push.status;

import org.jspecify.annotations.NullMarked;
