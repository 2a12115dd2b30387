/** The source of a push: opened, read, paced and decoded, one after the other, by one thread. */
@NullMarked
package io.av4j.push.source;

import org.jspecify.annotations.NullMarked;
