/** Where records go that cannot be processed, with why and where they came from. */
@NullMarked
package io.carillon.streams.deadletters;

import org.jspecify.annotations.NullMarked;
