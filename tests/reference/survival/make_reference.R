# Reference numbers of tests/survival, from simulated people: Rscript make_reference.R writes, beside itself,
#   people.csv       one row a person: entry, exit, event, arm, age, centre
#   transitions.csv  rows of a multistate history: id, from, to (0: censored), start, stop
#   reference.csv    what, index, value: numbers of R's survival and stats, 17 digits
# Made with R 4.2.2 and survival 3.5-3. Times have two decimals, so that there are ties.
library(survival)
set.seed(20260101)
out <- data.frame()
put <- function(what, values) {
  values <- as.numeric(values)
  out <<- rbind(out, data.frame(what = what, index = seq_along(values) - 1, value = sprintf("%.17g", values)))
}

# ---- people ----------------------------------------------------------------------------------------------------------
n <- 240
arm <- rbinom(n, 1, 0.5); age <- round(rnorm(n, 60, 9)); centre <- sample(0:2, n, TRUE)
death <- rweibull(n, 1.3, 6 * exp(-0.4 * arm - 0.02 * (age - 60) - 0.2 * centre))
censor <- runif(n, 0, 9); entry <- ifelse(runif(n) < 0.5, 0, runif(n, 0, 3))
exit <- round(pmin(death, censor), 2); entry <- round(entry, 2); event <- as.integer(death <= censor)
people <- data.frame(entry, exit, event, arm, age, centre)[exit > entry, ]
people <- people[1:180, ]
write.csv(people, "people.csv", row.names = FALSE, quote = FALSE)
people$zero <- 0
times <- c(0.5, 1, 2, 3.5, 5)

for (truncated in c(FALSE, TRUE)) {
  name <- if (truncated) "truncated" else "plain"
  y <- with(people, if (truncated) Surv(entry, exit, event) else Surv(exit, event))
  for (type in c("plain", "log", "log-log")) {
    fit <- summary(survfit(y ~ 1, conf.type = type), times = times)
    put(paste0("km.", name, ".", type, ".lower"), fit$lower)
    put(paste0("km.", name, ".", type, ".upper"), fit$upper)
  }
  put(paste0("km.", name, ".survival"), fit$surv)
  put(paste0("km.", name, ".error"), fit$std.err)
  put(paste0("km.", name, ".cumulative_hazard"), fit$cumhaz)
  put(paste0("km.", name, ".cumulative_hazard_error"), fit$std.chaz)
  put(paste0("km.", name, ".at_risk"), fit$n.risk)
  for (ties in c("efron", "breslow")) for (strata in c(FALSE, TRUE)) {
    formula <- if (strata) y ~ arm + age + strata(centre) else y ~ arm + age + I(centre == 1)
    fit <- coxph(formula, people, ties = ties, control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 100))
    key <- paste("cox", name, ties, if (strata) "strata" else "one", sep = ".")
    put(paste0(key, ".coefficients"), coef(fit)); put(paste0(key, ".covariance"), vcov(fit))
    put(paste0(key, ".log_likelihood"), fit$loglik); put(paste0(key, ".score"), fit$score)
  }
}
put("km.plain.median", quantile(survfit(Surv(exit, event) ~ 1, people), 0.5)$quantile)
test <- function(key, fit) {
  o <- fit$obs; e <- fit$exp
  if (is.matrix(o)) { o <- rowSums(o); e <- rowSums(e) }
  put(paste0(key, ".observed"), o); put(paste0(key, ".expected"), e)
  put(paste0(key, ".covariance"), fit$var); put(paste0(key, ".chi_squared"), fit$chisq)
}
test("log_rank.two", survdiff(Surv(exit, event) ~ arm, people))
test("log_rank.two_strata", survdiff(Surv(exit, event) ~ arm + strata(centre), people))
test("log_rank.three", survdiff(Surv(exit, event) ~ centre, people))
# survdiff knows no late entry: without ties the score test of Cox's model is the log-rank test.
people$untied <- people$exit + seq_len(nrow(people)) * 1e-5
put("log_rank.truncated.chi_squared", coxph(Surv(entry, untied, event) ~ arm, people, ties = "breslow")$score)

# ---- multistate ------------------------------------------------------------------------------------------------------
# States 1, 2, 3: well, relapsed, dead; the relapsed may recover. A part starts relapsed or enters late.
m <- 120; rows <- data.frame()
for (id in seq_len(m)) {
  state <- if (id %% 4 == 0) 2 else 1
  clock <- if (id %% 5 == 0) round(runif(1, 0, 2), 2) else 0
  end <- round(clock + runif(1, 0.5, 8), 2)
  while (state != 3 && clock < end) {
    rates <- if (state == 1) c(0, 0.25, 0.08) else c(0.15, 0, 0.3)
    go <- max(round(clock + rexp(1, sum(rates)), 2), round(clock + 0.01, 2))
    to <- if (go <= end) sample(1:3, 1, prob = rates) else 0
    stop <- if (go <= end) go else end
    rows <- rbind(rows, data.frame(id = id - 1, from = state, to = to, start = clock, stop = stop))
    clock <- stop
    if (to == 0) break
    state <- to
  }
}
write.csv(rows, "transitions.csv", row.names = FALSE, quote = FALSE)
rows$event <- factor(rows$to, 0:3, c("censored", "1", "2", "3"))
rows$from <- factor(rows$from, 1:3)
y <- with(rows, Surv(start, stop, event))
occupy <- function(key, fit, times) {
  s <- summary(fit, times = times, extend = TRUE)
  put(paste0(key, ".probability"), t(s$pstate)); put(paste0(key, ".error"), t(s$std.err))
}
late <- c(1.5, 2, 3, 5, 7)
occupy("aj.zero", survfit(y ~ 1, id = id, istate = from, data = rows), times)
occupy("aj.landmark", survfit(y ~ 1, id = id, istate = from, data = rows, start.time = 1.005), late)
# This version of R takes the start distribution as known unless influences are asked for.
occupy("aj.estimated", survfit(y ~ 1, id = id, istate = from, data = rows, start.time = 1.005, influence = TRUE), late)
for (k in 1:3) occupy(paste0("aj.from", k),
  survfit(y ~ 1, id = id, istate = from, data = rows, start.time = 1.005, p0 = as.numeric(1:3 == k)), late)

# Years since the first entry to state 2, for those who are seen to enter it or are in it from time zero.
since <- do.call(rbind, lapply(split(rows, rows$id), function(person) {
  first <- which(person$from == 2)[1]
  if (is.na(first) || (first == 1 && person$start[1] > 0)) return(NULL)
  person <- person[first:nrow(person), ]
  person[, c("start", "stop")] <- person[, c("start", "stop")] - person$start[1]
  person
}))
occupy("cohort.since_entry", survfit(Surv(start, stop, event) ~ 1, id = id, istate = from, data = since), times)
fit <- coxph(Surv(start, stop, to == 3) ~ I(from == 2), rows, control = coxph.control(eps = 1e-12, toler.chol = 1e-13))
put("cohort.cox", c(coef(fit), sqrt(diag(vcov(fit)))))
fit <- summary(survfit(Surv(start, stop, to == 3) ~ 1, rows), times = times)
put("cohort.overall", fit$surv); put("cohort.overall_error", fit$std.err)

# ---- rates -----------------------------------------------------------------------------------------------------------
for (events in c(0, 1, 7, 108)) put(paste0("poisson_limits.", events), poisson.test(events, 100)$conf.int)
cut <- survSplit(Surv(exit, event) ~ ., people, cut = c(1, 2, 4), episode = "interval")
cells <- aggregate(cbind(event, years = exit - tstart) ~ interval + arm, cut, sum)
put("rates.events", cells$event); put("rates.person_years", cells$years)
fit <- glm(event ~ factor(interval) + arm, poisson, cells, offset = log(years), epsilon = 1e-14, maxit = 100)
put("poisson.coefficients", coef(fit)); put("poisson.covariance", vcov(fit)); put("poisson.deviance", deviance(fit))
put("poisson.log_likelihood", logLik(fit))

# ---- parametric ------------------------------------------------------------------------------------------------------
for (law in c("exponential", "weibull", "lognormal", "loglogistic")) {
  fit <- survreg(Surv(exit, event) ~ 1, people, dist = law, control = survreg.control(rel.tolerance = 1e-14, maxiter = 200))
  put(paste0("survreg.", law, ".coefficients"), c(coef(fit), if (law != "exponential") log(fit$scale)))
  put(paste0("survreg.", law, ".covariance"), vcov(fit)); put(paste0("survreg.", law, ".log_likelihood"), fit$loglik[2])
}
write.csv(out, "reference.csv", row.names = FALSE, quote = FALSE)
