/** What changes frames between decoder and encoder: scaling, resampling, filter graphs. */
@NullMarked
package io.av4j.filter;

import org.jspecify.annotations.NullMarked;
