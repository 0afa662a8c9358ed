# Reference figures on the European Social Survey, round 9, United Kingdom: feeling safe walking alone after dark.
# R 4.2.2, survey 4.1-1. Run: Rscript ess9.R <folder with ess9_gb_safety_subset.csv and margins_sexage_edu_region.csv>
# The data are not part of this project (ESS ERIC, CC BY-NC-SA 4.0); only the figures computed from them are.
suppressMessages(library(survey))
folder <- commandArgs(TRUE)[1]
d <- read.csv(file.path(folder, "ess9_gb_safety_subset.csv"))
m <- read.csv(file.path(folder, "margins_sexage_edu_region.csv"))
out <- list()
put <- function(case, name, v) for (p in names(v)) out[[length(out) + 1]] <<- data.frame(
  case = case, name = name, part = p, value = format(unname(v[p]), digits = 17, scientific = TRUE))

d$group <- ifelse(d$gndr == 1, "M", "F")
d$answered <- d$aesfdrk %in% c(1:4, 8)
d$safe <- as.numeric(d$aesfdrk %in% 1:2)
figures <- function(case, design) {
  s <- subset(design, answered)
  put(case, "all", c(estimate = coef(svymean(~safe, s))[[1]], se = SE(svymean(~safe, s))[[1]], df = degf(s)))
  v <- attr(svyciprop(~safe, s), "ci"); put(case, "all", c(lower = v[[1]], upper = v[[2]]))
  for (g in c("F", "M")) {
    h <- subset(s, group == g); x <- svymean(~safe, h); v <- attr(svyciprop(~safe, h), "ci")
    put(case, g, c(estimate = coef(x)[[1]], se = SE(x)[[1]], lower = v[[1]], upper = v[[2]], df = degf(h)))
  }
  x <- svychisq(~safe + group, s)
  put(case, "chisq", c(statistic = x$statistic[[1]], ndf = x$parameter[[1]], ddf = x$parameter[[2]]))
}
options(survey.lonely.psu = "adjust")
figures("published weight", svydesign(id = ~psu, strata = ~stratum, weights = ~pspwght, data = d, nest = TRUE))

k <- d[which(d$agea < 999 & d$eisced < 55), ]
k$sexage <- paste0(k$group, ":", ifelse(k$agea < 35, "15-34", ifelse(k$agea < 55, "35-54", "55+")))
k$edu <- ifelse(k$eisced <= 2, "ISCED0-2", ifelse(k$eisced == 3, "ISCED3", "ISCED4-7"))
base <- svydesign(id = ~psu, strata = ~stratum, weights = ~dweight, data = k, nest = TRUE)
target <- function(name) { t <- m[m$margin == name, ]; setNames(data.frame(t$category, t$target), c(name, "Freq")) }
figures("raked", rake(base, list(~sexage, ~edu, ~region), list(target("sexage"), target("edu"), target("region")),
                      control = list(maxit = 500, epsilon = 1e-11, verbose = FALSE)))
cat("people raked:", nrow(k), "\n")
write.csv(do.call(rbind, out), "ess9.csv", row.names = FALSE, quote = FALSE)
