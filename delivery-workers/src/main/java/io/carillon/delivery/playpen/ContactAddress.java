package io.carillon.delivery.playpen;

import java.util.Objects;

/**
 * An address that may really be contacted. Only {@link Playpen} makes one, and transports accept
 * nothing else, so that there is no path around it (XC-8). Immutable. {@link #toString} hides the
 * address.
 */
public final class ContactAddress {
  private final String address;
  private final boolean substitute;

  ContactAddress(String address, boolean substitute) {
    this.address = Objects.requireNonNull(address);
    this.substitute = substitute;
  }

  /**
   * Returns the address itself, for the wire.
   *
   * @return the address
   */
  public String value() {
    return address;
  }

  /**
   * Tells whether this is the sandbox address, standing in for the recipient's own.
   *
   * @return true if the recipient is somebody else
   */
  public boolean isSubstitute() {
    return substitute;
  }

  @Override
  public String toString() {
    return substitute ? "ContactAddress[sandbox]" : "ContactAddress[***]";
  }
}
