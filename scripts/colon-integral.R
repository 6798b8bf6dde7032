# Costs and QALYs of configs/models/colon.toml by numerical integration in R, independent of ibtr: what its exact
# solution and its simulation are held against.
#   Rscript scripts/colon-integral.R DIR [POINTS]      reads fit.csv and life_table.csv of scripts/colon.R from DIR
arguments <- commandArgs(trailingOnly = TRUE)
directory <- arguments[1]
n <- if (length(arguments) > 1) as.integer(arguments[2]) else 86400L # steps: a multiple of 60
rows <- read.csv(file.path(directory, "fit.csv"))
fit <- with(subset(rows, with == "" | is.na(with)), setNames(value, parameter))
table <- read.csv(file.path(directory, "life_table.csv"))

horizon <- 30
time <- seq(0, horizon, length.out = n + 1)
step <- horizon / n
discount <- 1.03^-time
simpson <- function(values, to = n) {
  weights <- c(1, rep(c(4, 2), length.out = to - 1), 1)
  step / 3 * sum(weights * values[seq_len(to + 1)])
}

# ---- Survival of other causes: mean over ages at time zero, even within bands --------------------------------------
shares <- list(
  female = c(0.085393, 0.116854, 0.256180, 0.303371, 0.220225, 0.017977) * 0.479010,
  male = c(0.066116, 0.126033, 0.241736, 0.336777, 0.210744, 0.018594) * 0.520990
)
edges <- c(18, 40, 50, 60, 70, 80, 86)
ages <- 18:117
points <- 50 # of the curve a year, which a spline joins; of ages at time zero 20 times as many
years <- seq(0, horizon, by = 1 / points)
other <- numeric(length(years))
for (sex in names(shares)) {
  hazard <- -log(1 - table[[sex]][match(pmin(ages, 109), table$age)]) * 0.4739
  cumulative <- approxfun(c(ages, 118), c(0, cumsum(hazard)))
  for (band in seq_along(shares[[sex]])) {
    start <- seq(edges[band], edges[band + 1], by = 1 / (20 * points))
    start <- (head(start, -1) + tail(start, -1)) / 2
    for (age in start) {
      alive <- exp(-(cumulative(age + years) - cumulative(age)))
      other <- other + shares[[sex]][band] / length(start) * alive
    }
  }
}
free_of_other <- splinefun(years, other)(time)

# ---- Occupancy: free of recurrence, and after one by convolution ----------------------------------------------------
shape <- exp(fit["log_shape"])
scale <- exp(fit["log_scale"])
after_shape <- exp(-fit["after_log_sigma"])
after_scale <- exp(fit["after_mu"])
values <- function(cured, hr, hr_after, loss, once) {
  uncured <- (1 - cured) * exp(-hr * (time / scale)^shape)
  free <- (cured + uncured) * free_of_other
  recurring <- -diff(uncured) * (head(free_of_other, -1) + tail(free_of_other, -1)) / 2 # at middles of steps
  alive_after <- exp(-hr_after * (((seq_len(n) - 0.5) * step) / after_scale)^after_shape)
  size <- 2^ceiling(log2(2 * n))
  pad <- function(x) c(x, numeric(size - n))
  convolved <- Re(fft(fft(pad(recurring)) * fft(pad(alive_after)), inverse = TRUE)) / size
  recurred <- c(0, convolved[seq_len(n)])
  free_years <- simpson(free * discount)
  recurred_years <- simpson(recurred * discount)
  c(
    cost = unname(4500 * free_years + 31000 * recurred_years + once),
    qaly = unname(0.67 * free_years + 0.25 * recurred_years - loss * simpson(free * discount, n / 30)),
    life_years = unname(simpson(free + recurred))
  )
}
cured <- plogis(fit["logit_cured"])
cured_5fu <- plogis(fit["logit_cured"] + fit["logit_fluorouracil"])
hr_after <- exp(-fit["after_fluorouracil"] * after_shape)
print(rbind(
  observation = values(cured, 1, 1, 0, 0),
  levamisole = values(cured, exp(fit["log_hr_levamisole"]), 1, 0, 500),
  lev_5fu = values(cured_5fu, 1, hr_after, 0.22, 10000)
), digits = 9)
