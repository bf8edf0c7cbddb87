/** What templates may do, and what the built-in ones say. */
@NullMarked
package io.carillon.delivery.templates;

import org.jspecify.annotations.NullMarked;
