/**
 * The owner of a push's state: a mailbox, and a value that decides. What happens anywhere in the
 * push is told as a {@link io.av4j.push.control.Command}; what is to be done about it is an {@link
 * io.av4j.push.control.Effect}.
 */
@NullMarked
package io.av4j.push.control;

import org.jspecify.annotations.NullMarked;
