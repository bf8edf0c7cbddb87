@NullMarked
package io.carillon.delivery.newsletter;

import org.jspecify.annotations.NullMarked;
