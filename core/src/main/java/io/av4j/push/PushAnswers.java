package io.av4j.push;

import io.av4j.push.control.Command;
import io.av4j.push.control.Effect;
import io.av4j.push.plan.PushChange;
import io.av4j.push.status.ChangeOutcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The changes that callers wait for, until the control has answered them. Any thread. */
final class PushAnswers {
  private final Consumer<Command> control;
  private final AtomicLong requests = new AtomicLong();
  private final Map<Long, CompletableFuture<ChangeOutcome>> waiting = new ConcurrentHashMap<>();

  PushAnswers(Consumer<Command> control) {
    this.control = control;
  }

  Future<ChangeOutcome> ask(PushChange change) {
    long id = requests.incrementAndGet();
    CompletableFuture<ChangeOutcome> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    control.accept(new Command.Request(id, change));
    return answer;
  }

  void give(Effect.Answer answer) {
    CompletableFuture<ChangeOutcome> asked = waiting.remove(answer.request());
    if (asked != null) {
      asked.complete(answer.outcome());
    }
  }

  void give(Effect.Refuse refusal) {
    CompletableFuture<ChangeOutcome> asked = waiting.remove(refusal.request());
    if (asked != null) {
      asked.completeExceptionally(refusal.reason());
    }
  }
}
