/** Who members are, what they want and where they stand: one row a member. */
@NullMarked
package io.carillon.streams.recipients;

import org.jspecify.annotations.NullMarked;
