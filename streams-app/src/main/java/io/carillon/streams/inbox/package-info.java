/** Keeps what each member finds in the inbox. */
@NullMarked
package io.carillon.streams.inbox;

import org.jspecify.annotations.NullMarked;
