/** JMH measurements of the library, each beside a native baseline from the same run. */
@NullMarked
package io.av4j.benchmarks;

import org.jspecify.annotations.NullMarked;
