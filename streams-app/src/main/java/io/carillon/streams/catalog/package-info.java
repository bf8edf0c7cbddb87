/** Which notifications there are: one entry a message type. */
@NullMarked
package io.carillon.streams.catalog;

import org.jspecify.annotations.NullMarked;
