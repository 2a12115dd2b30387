package io.av4j.push;

/** How long the tests are to be: short by default, long with -Psoak. */
final class Soak {
  static final boolean ON = Boolean.getBoolean("av4j.soak");

  private Soak() {}

  /** One of two numbers. */
  static int times(int shortForm, int longForm) {
    return ON ? longForm : shortForm;
  }
}
