/**
 * Live push: one source, any number of renditions and destinations, each on its own and made anew
 * when it breaks. Everything here uses the public API of the packages below.
 */
@NullMarked
package io.av4j.push;

import org.jspecify.annotations.NullMarked;
