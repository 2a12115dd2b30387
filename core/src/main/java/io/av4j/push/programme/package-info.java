/**
 * The programme, as all renditions get it: video and audio on one time line that never stands
 * still.
 */
@NullMarked
package io.av4j.push.programme;

import org.jspecify.annotations.NullMarked;
