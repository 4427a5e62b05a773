package coffer.app;

final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("coffer");
  }
}
