/** Links that end one kind of mail with one click, and the check that we made them. */
@NullMarked
package io.carillon.streams.unsubscribe;

import org.jspecify.annotations.NullMarked;
