/** What each protocol and container wants to be told: one file a protocol. */
@NullMarked
package io.av4j.push.destination.protocol;

import org.jspecify.annotations.NullMarked;
