/** Decides, channel by channel, and writes the decision with the commands it causes. */
@NullMarked
package io.carillon.streams.decide;

import org.jspecify.annotations.NullMarked;
