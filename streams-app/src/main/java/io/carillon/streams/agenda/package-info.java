/** What is to be done later, in order of time. */
@NullMarked
package io.carillon.streams.agenda;

import org.jspecify.annotations.NullMarked;
