package io.carillon.streams.decide;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All policies, in the order that counts: the first that objects decides. A policy that throws
 * objects (ACE-31: fail closed), unless what it asks is out of reach for now. Thread-safe.
 */
final class PolicyChain {
  private static final Logger log = LoggerFactory.getLogger(PolicyChain.class);

  /**
   * An objection.
   *
   * @param policy the name of the policy
   * @param skip why not
   */
  record Objection(String policy, Skip skip) {}

  private final List<Policy> policies;

  PolicyChain(List<Policy> policies) {
    this.policies = List.copyOf(policies);
  }

  /** The chain of the product. */
  static PolicyChain of(NewsletterSettings newsletters, Switches switches) {
    return new PolicyChain(
        List.of(
            new RecipientPolicy(),
            new ExpiryPolicy(),
            new TransitionPolicy(),
            new SwitchPolicy(newsletters, switches),
            new AddressPolicy(),
            // Suppression comes here: below it nothing passes, not even what is transactional.
            new PreferencePolicy()
            // Then the locale rule, frequency caps, digests and quiet hours.
            ));
  }

  /** The names of all policies, in their order. */
  List<String> names() {
    return policies.stream().map(Policy::name).toList();
  }

  /** Who objects first; null if nobody does. */
  @Nullable Objection judge(Question question) {
    for (int i = 0; i < policies.size(); i++) {
      Policy policy = policies.get(i);
      Skip skip;
      try {
        skip = policy.judge(question);
      } catch (KafkaException e) {
        // Not the policy's fault, and gone when the event is read again.
        throw e;
      } catch (RuntimeException e) {
        log.error("policy {} failed, so nothing is sent", policy.name(), e);
        skip = new Skip(SkipReason.POLICY_FAILED, e.getClass().getSimpleName());
      }
      if (skip != null) {
        return new Objection(policy.name(), skip);
      }
    }
    return null;
  }
}
