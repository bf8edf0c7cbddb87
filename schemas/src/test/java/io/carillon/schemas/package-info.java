@NullMarked
package io.carillon.schemas;

import org.jspecify.annotations.NullMarked;
