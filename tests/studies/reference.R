# Makes grouped_times.csv and prints the numbers of study_estimate_test.cpp. R 4.2.2, survival 3.5.3.
library(survival)
set.seed(7)
n <- 240
d <- data.frame(arm = rep(1:2, each = n / 2), class = sample(0:2, n, TRUE))
t <- rexp(n, 0.05 * c(1, 1.7, 0.8)[d$class + 1] * ifelse(d$arm == 1, 0.7, 1))
c <- runif(n, 5, 40)
d$bin <- pmin(pmin(ceiling(t), ceiling(c)), 36)   # an event in bin j is at its end, and before who leaves then
d$event <- as.integer(t <= c & ceiling(t) <= 36)
write.csv(d, "grouped_times.csv", row.names = FALSE, quote = FALSE)
options(digits = 15)
tight <- coxph.control(eps = 1e-14, iter.max = 100)
km <- summary(survfit(Surv(bin, event) ~ arm, d), times = 24)
print(c(km$surv, km$std.err))
for (f in list(Surv(bin, event) ~ arm, Surv(bin, event) ~ arm + strata(class))) {
  s <- survdiff(f, d)
  o <- if (is.matrix(s$obs)) rowSums(s$obs) else s$obs
  e <- if (is.matrix(s$exp)) rowSums(s$exp) else s$exp
  print(c(o[1] - e[1], s$var[1, 1]))
}
for (f in list(Surv(bin, event) ~ I(arm == 1), Surv(bin, event) ~ I(arm == 1) + strata(class))) {
  m <- coxph(f, d, ties = "efron", control = tight)
  print(c(coef(m), vcov(m)))
}
# Egger's test of pooled_studies_test.cpp: metafor 3.8.1 on its own data.
suppressMessages(library(metafor))
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
for (n in c(13, 3)) print(regtest(bcg$yi[1:n], vi = bcg$vi[1:n], model = "lm", predictor = "sei")$zval)
