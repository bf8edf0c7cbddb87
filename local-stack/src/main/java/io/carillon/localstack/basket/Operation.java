package io.carillon.localstack.basket;

import java.util.ArrayList;
import java.util.List;

/** How well Basket itself is at the moment (BAS-7, BAS-19). Thread-safe. */
final class Operation {
  private Provider provider = Provider.UP;
  private Maintenance maintenance = Maintenance.OFF;
  private final List<Runnable> parked = new ArrayList<>();

  synchronized void provider(Provider changed) {
    provider = changed;
  }

  /** Changes the mode; what was parked is done, in order, once maintenance is over. */
  synchronized void maintenance(Maintenance changed) {
    maintenance = changed;
    if (changed == Maintenance.OFF) {
      parked.forEach(Runnable::run);
      parked.clear();
    }
  }

  synchronized int parkedWrites() {
    return parked.size();
  }

  synchronized boolean isMaintained() {
    return maintenance != Maintenance.OFF;
  }

  /** Does a write now, or parks it during maintenance. */
  synchronized void write(Runnable write) {
    if (maintenance == Maintenance.OFF) {
      write.run();
    } else {
      parked.add(write);
    }
  }

  /**
   * Refuses to read during maintenance.
   *
   * @param code what such an answer carries
   */
  synchronized void checkReadable(int code) {
    if (maintenance == Maintenance.ON) {
      throw BasketError.maintenance(code);
    }
  }

  /** Refuses what the e-mail service behind Basket would have to answer, if it does not. */
  synchronized void checkProvider() {
    switch (provider) {
      case UP -> {}
      case DOWN ->
          throw new BasketError(400, BasketError.NETWORK, "Email service provider unavailable");
      case AUTH_FAILURE ->
          throw new BasketError(
              500, BasketError.PROVIDER_AUTH, "Email service provider auth failure");
    }
  }
}
