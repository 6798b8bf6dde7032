# Every number that configs/models/colon.toml takes from R's data set `colon` (Moertel et al. 1990, 1995).
#   Rscript scripts/colon.R DIR [FIGURE.svg]     needs R and the package survival; writes three tables into DIR:
#   fit.csv              what was fitted: parameter, value, and for covariances the second parameter
#   kaplan_meier.csv     targets for `ibtr validate`: Kaplan-Meier survival by arm, with log-log intervals
#   life_table.csv       US death probabilities of 1990 by age and sex, from survival's rate table survexp.us
library(survival)
arguments <- commandArgs(trailingOnly = TRUE)
directory <- arguments[1]
year <- 365.25
arms <- c(Obs = "observation", Lev = "levamisole", `Lev+5FU` = "lev_5fu")

# ---- The data: two rows a patient, one for recurrence and one for death; here one row a patient --------------------
recurrence <- subset(colon, etype == 1)
death <- subset(colon, etype == 2)
stopifnot(recurrence$id == death$id)
patients <- data.frame(
  arm = arms[as.character(recurrence$rx)], sex = ifelse(recurrence$sex == 1, "male", "female"), age = recurrence$age,
  years = recurrence$time / year, recurred = recurrence$status, death_years = death$time / year, died = death$status
)
patients$lev <- as.numeric(patients$arm == "levamisole")
patients$fu <- as.numeric(patients$arm == "lev_5fu")
patients$died_free <- patients$died * (1 - patients$recurred)

rows <- data.frame()
note <- function(parameter, value, with = "") {
  rows <<- rbind(rows, data.frame(parameter, with, value = signif(value, 6)))
}
note_fit <- function(names, estimate, covariance) {
  note(names, estimate)
  for (i in seq_along(names)) note(names[i], covariance[i, ], names)
}

# ---- Recurrence: Weibull -------------------------------------------------------------------------------------------
# survreg's model is log T = mu + x b + sigma W: shape = 1 / sigma, scale = exp(mu), hazard ratio = exp(-b / sigma).
weibull <- survreg(Surv(years, recurred) ~ lev + fu, patients, dist = "weibull")
note_fit(
  c("weibull_mu", "weibull_lev", "weibull_fu", "weibull_log_sigma"), c(coef(weibull), log(weibull$scale)), vcov(weibull)
)
note("weibull_aic", AIC(weibull))

# ---- Recurrence: Weibull among those whom surgery, or fluorouracil, has not cured ----------------------------------
# S(t) = c + (1 - c) exp(-h (t / scale)^shape), c = plogis(a + b fluorouracil), h = exp(d levamisole)
minus_log_likelihood <- function(p) {
  shape <- exp(p[1])
  cured <- plogis(p[3] + p[4] * patients$fu)
  cumulative <- exp(p[5] * patients$lev) * (patients$years / exp(p[2]))^shape
  hazard <- shape / patients$years * cumulative
  of_event <- log((1 - cured) * hazard) - cumulative
  of_censored <- log(cured + (1 - cured) * exp(-cumulative))
  -sum(ifelse(patients$recurred == 1, of_event, of_censored))
}
start <- c(0, 1, 0, 0.5, 0)
control <- list(reltol = 1e-14, maxit = 1000, ndeps = rep(1e-5, 5))
cure <- optim(start, minus_log_likelihood, method = "BFGS", control = control)
cure <- optim(cure$par, minus_log_likelihood, method = "BFGS", hessian = TRUE, control = control)
note_fit(
  c("log_shape", "log_scale", "logit_cured", "logit_fluorouracil", "log_hr_levamisole"), cure$par, solve(cure$hessian)
)
note("cure_aic", 2 * cure$value + 2 * length(start))

# ---- Death after recurrence: Weibull since recurrence --------------------------------------------------------------
# Seven have the same day for both; half a day stands for their time.
relapsed <- subset(patients, recurred == 1)
relapsed$since <- pmax(relapsed$death_years - relapsed$years, 0.5 / year)
after <- survreg(Surv(since, died) ~ fu, relapsed, dist = "weibull")
names_after <- c("after_mu", "after_fluorouracil", "after_log_sigma")
note_fit(names_after, c(coef(after), log(after$scale)), vcov(after))
note("after_aic", AIC(after))
note("after_aic_without_fluorouracil", AIC(survreg(Surv(since, died) ~ 1, relapsed, dist = "weibull")))

# ---- Death without recurrence: against the life table of the time --------------------------------------------------
# The table of 1990: the middle of the trial's years of observation.
for_table <- with(patients, data.frame(
  days = years * year, died_free, sex, age_days = age * year, entry = as.Date("1990-01-01")
))
expected <- pyears(
  Surv(days, died_free) ~ sex, for_table, rmap = list(age = age_days, sex = sex, year = entry), ratetable = survexp.us
)
note(paste0("died_free_", names(expected$event)), expected$event)
note(paste0("expected_", names(expected$event)), expected$expected)
note("died_free", sum(expected$event))
note("expected", sum(expected$expected))

# ---- Who they are --------------------------------------------------------------------------------------------------
note("women", sum(patients$sex == "female"))
note("men", sum(patients$sex == "male"))
bands <- table(cut(patients$age, c(18, 40, 50, 60, 70, 80, 86), right = FALSE), patients$sex)
band_names <- sub("\\[(.*),(.*)\\)", "\\1-\\2", rownames(bands))
for (sex in colnames(bands)) note(paste0(sex, "_", band_names), bands[, sex])
write.csv(rows, file.path(directory, "fit.csv"), row.names = FALSE, quote = FALSE)

# ---- Targets: Kaplan-Meier by arm, intervals on the log(-log) scale as `validate` compares them --------------------
source_text <- "R survival: data set colon (Moertel 1990 1995); Kaplan-Meier by scripts/colon.R"
targets <- data.frame()
patients$event <- pmax(patients$recurred, patients$died)
for (endpoint in c("rfs", "os")) {
  formula <- if (endpoint == "rfs") Surv(years, event) ~ arm else Surv(death_years, died) ~ arm
  curve <- summary(survfit(formula, patients, conf.type = "log-log"), times = c(1, 2, 3, 5, 7))
  strategy <- sub("arm=", "", curve$strata)
  targets <- rbind(targets, data.frame(
    target = paste(toupper(endpoint), strategy, curve$time, sep = "_"), endpoint, measure = "proportion", strategy,
    time_years = curve$time, value = round(curve$surv, 4), ci_low = round(curve$lower, 4),
    ci_high = round(curve$upper, 4),
    role = "calibration", shares_women_with = paste("arm", strategy), source = source_text
  ))
}
write.csv(targets, file.path(directory, "kaplan_meier.csv"), row.names = FALSE, quote = FALSE)

# ---- Life table: the rate table holds -log(1 - q) / 365.25 a day ---------------------------------------------------
ages <- 18:109
q <- function(sex) signif(1 - exp(-as.numeric(survexp.us[ages + 1, sex, "1990"]) * year), 5)
life_table <- data.frame(age = ages, male = q("male"), female = q("female"))
write.csv(life_table, file.path(directory, "life_table.csv"), row.names = FALSE, quote = FALSE)
# ---- Figure: recurrence by arm, and both fits ------------------------------------------------------------------------
if (length(arguments) > 1) {
  svg(arguments[2], width = 7, height = 4.6, pointsize = 11)
  par(mar = c(4, 4, 0.5, 0.5), las = 1, bty = "l")
  colours <- c(observation = "#0072B2", levamisole = "#D55E00", lev_5fu = "#009E73")
  observed <- survfit(Surv(years, recurred) ~ factor(arm, names(colours)), patients)
  plot(observed, col = colours, xlim = c(0, 8), xlab = "Years", ylab = "Without recurrence, deaths censored")
  at <- c(0.02, seq(0.1, 8, 0.1))
  p <- cure$par
  for (arm in names(colours)) {
    lev <- as.numeric(arm == "levamisole")
    fu <- as.numeric(arm == "lev_5fu")
    location <- sum(coef(weibull) * c(1, lev, fu))
    lines(at, 1 - psurvreg(at, location, weibull$scale, "weibull"), col = colours[arm], lty = 3)
    cured <- plogis(p[3] + p[4] * fu)
    uncured <- exp(-exp(p[5] * lev) * (at / exp(p[2]))^exp(p[1]))
    lines(at, cured + (1 - cured) * uncured, col = colours[arm], lwd = 2)
  }
  labels <- c("Observation", "Levamisole", "Levamisole and fluorouracil")
  legend("topright", bty = "n", lty = 1, col = colours, legend = labels)
  legend("bottomleft", bty = "n", lty = c(1, 1, 3), lwd = c(1, 2, 1), inset = c(0, 0.02),
    legend = c("Kaplan-Meier", "Weibull with a cured share", "Weibull")
  )
  invisible(dev.off())
}
cat("R", as.character(getRversion()), "survival", as.character(packageVersion("survival")), "\n")
