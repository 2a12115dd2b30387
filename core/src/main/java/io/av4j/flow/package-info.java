/** The two shapes every media flow is made of, sinks and stages, and the sink with a queue. */
@NullMarked
package io.av4j.flow;

import org.jspecify.annotations.NullMarked;
