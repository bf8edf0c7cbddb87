/** Finds who an event concerns, and what each of them could be sent. */
@NullMarked
package io.carillon.streams.audience;

import org.jspecify.annotations.NullMarked;
