/** What only av4j itself uses: native handles, error codes, interrupts. Not exported. */
@NullMarked
package io.av4j.internal;

import org.jspecify.annotations.NullMarked;
