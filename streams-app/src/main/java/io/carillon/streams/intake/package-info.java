/** Lets events in: valid, new, and a real transition. */
@NullMarked
package io.carillon.streams.intake;

import org.jspecify.annotations.NullMarked;
