@NullMarked
package io.carillon.delivery.inapp;

import org.jspecify.annotations.NullMarked;
