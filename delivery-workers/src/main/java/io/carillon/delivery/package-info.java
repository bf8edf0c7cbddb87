/** What a delivery channel is: one method, and what an attempt can come to. */
@NullMarked
package io.carillon.delivery;

import org.jspecify.annotations.NullMarked;
