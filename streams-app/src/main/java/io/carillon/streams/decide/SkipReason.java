package io.carillon.streams.decide;

/** The short code of why something is not sent. Codes are stored data: they never change. */
enum SkipReason {
  RECIPIENT_DELETED("recipient-deleted"),
  RECIPIENT_UNKNOWN("recipient-unknown"),
  RECIPIENT_DISABLED("recipient-disabled"),
  EXPIRED("expired"),
  DUPLICATE("duplicate"),
  NO_TRANSITION("no-transition"),
  OVERTAKEN("overtaken"),
  NOT_CONFIGURED("not-configured"),
  SWITCH_OFF("switch-off"),
  NO_ADDRESS("no-address"),
  OPTED_OUT("opted-out"),
  MESSAGE_TYPE_GONE("message-type-gone"),
  POLICY_FAILED("policy-failed");

  private final String code;

  SkipReason(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
